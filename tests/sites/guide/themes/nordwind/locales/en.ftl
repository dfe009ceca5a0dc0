rule-gas-smell = Leave the house and call { $phone }.
rule-phone-missing = Please give a number where we can reach you.
rule-we-are-closed = We are closed and get in touch tomorrow. Our number: { $phone }.
