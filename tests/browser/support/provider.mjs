// A real OpenID provider on this machine. Everybody may sign in there under any name; the name is the first part of the mail address.

import { createServer } from "node:http";
import Provider from "oidc-provider";

export const SECRET = "secret-of-the-portal";

/** A provider that listens already, so that its address can be configured before it knows the portal: `issuer`, `open(redirects)`, `close()`. */
export async function startProvider() {
  let answer;
  const server = createServer((request, response) => answer(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${server.address().port}`;
  const open = (redirects) => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: "portal", client_secret: SECRET, redirect_uris: redirects }],
      claims: { email: ["email", "email_verified"], profile: ["name"] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true, name: id }),
      }),
    });
    answer = provider.callback();
  };
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { issuer, open, close };
}
