sign-in = Sign in
hello = Hello { $name
bye = Bye
