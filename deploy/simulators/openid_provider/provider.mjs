// The provincial government-service account, simulated: a certified OpenID provider (npm oidc-provider) in front of a page where
// one says who one is. Every start makes new keys, so that a restart is a key rotation. Settings: OPENID_PROVIDER_*.
import { createServer } from "node:http";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Provider } from "oidc-provider";

const setting = (name, fallback) => {
  const value = process.env[`OPENID_PROVIDER_${name}`] ?? fallback;
  if (value === undefined) {
    console.error(`settings: OPENID_PROVIDER_${name}: Field required`);
    process.exit(2);
  }
  return value;
};
const host = setting("HOST", "127.0.0.1");
const port = Number(setting("PORT"));
const issuer = setting("PUBLIC_URL");
const idTokenSeconds = Number(setting("ID_TOKEN_SECONDS", "300"));
const readyFile = setting("READY_FILE", "");

const SCOPE = "openid profile phone identity";
const PAGE = readFileSync(new URL("page.html", import.meta.url), "utf8");
const people = new Map();

const signingKey = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomBytes(8).toString("hex");
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: setting("CLIENT_ID"),
      client_secret: setting("CLIENT_SECRET"),
      redirect_uris: [setting("REDIRECT_URI")],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  jwks: { keys: [signingKey()] },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  claims: { openid: ["sub"], profile: ["name"], phone: ["phone_number"], identity: ["id_number"] },
  scopes: SCOPE.split(" "),
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/choose/${interaction.uid}` },
  ttl: {
    AccessToken: 300,
    AuthorizationCode: 60,
    Grant: 600,
    IdToken: idTokenSeconds,
    Interaction: 600,
    Session: 1, // whoever comes next may be somebody else
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(SCOPE);
    await grant.save();
    return grant;
  },
});

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString("utf8"));
};

const choose = async (request, response) => {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(PAGE.replaceAll("{{ uid }}", escaped(uid)));
    return;
  }
  const typed = await body(request);
  if (typed.get("act") === "cancel") {
    const error = { error: "access_denied", error_description: "the person cancelled" };
    await provider.interactionFinished(request, response, error, { mergeWithLastSubmission: false });
    return;
  }
  const idNumber = typed.get("id_number") ?? "";
  const accountId = createHash("sha256").update(idNumber).digest("hex").slice(0, 32);
  people.set(accountId, {
    name: typed.get("name") ?? "",
    id_number: idNumber,
    phone_number: typed.get("mobile") ?? "",
  });
  await provider.interactionFinished(request, response, { login: { accountId } });
};

const callback = provider.callback();
const server = createServer((request, response) => {
  if (!request.url.startsWith("/choose/")) {
    callback(request, response);
    return;
  }
  choose(request, response).catch((error) => {
    response.statusCode = 400;
    response.end(error.name);
  });
});
server.listen(port, host, () => {
  if (readyFile) {
    mkdirSync(dirname(readyFile), { recursive: true });
    writeFileSync(readyFile, "");
  }
});
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
