const secretName = /token|secret|password|passphrase|credential|authorization|cookie|signature|key$/i;
const secretInText = /([?&#](?:token|key|code|signature|sig|secret)=)[^&\s"']+/gi;
const hidden = '[hidden]';

/** A message's body as people may see it: what is secret by its name, or rides in an address, is left out. */
export function withoutSecrets(body: unknown): unknown {
  if (typeof body === 'string') return body.replace(secretInText, `$1${hidden}`);
  if (Array.isArray(body)) return body.map(withoutSecrets);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, isSecret(name, value) ? hidden : withoutSecrets(value)]),
  );
}

// `sourceKey` names an object in storage and opens nothing.
function isSecret(name: string, value: unknown): boolean {
  return typeof value === 'string' && secretName.test(name) && name !== 'sourceKey';
}
