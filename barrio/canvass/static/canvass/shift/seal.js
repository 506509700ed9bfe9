// Locks and seals with the browser's own cryptography.
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ROUNDS = 600000;

export function toBase64(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return btoa(text);
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// The key of a capsule: what the PIN gives and what the server gives, both needed.
export async function capsuleKey(pin, salt, share) {
  const typed = await crypto.subtle.importKey("raw", encoder.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const slow = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, typed, 256);
  const both = await crypto.subtle.importKey("raw", join(new Uint8Array(slow), share), "HKDF", false, ["deriveKey"]);
  const info = encoder.encode("barrio-capsule-1");
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info },
    both,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

export async function lock(key, value, name) {
  const iv = random(12);
  const plain = encoder.encode(JSON.stringify(value));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(name) }, key, plain);
  return { iv, box: new Uint8Array(box) };
}

// Throws where the key is another one.
export async function unlock(key, locked, name) {
  const { iv, box } = locked;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(name) }, key, box);
  return JSON.parse(decoder.decode(plain));
}

// Seals `body` to the server's point: this phone cannot open it again.
export async function sealTo(point, body, { id, kind, to }) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const peer = await crypto.subtle.importKey("raw", point, curve, false, []);
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, pair.privateKey, 256);
  const mine = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const shared = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const info = join(encoder.encode("barrio-envelope-1"), mine, point);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info },
    shared,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const iv = random(12);
  const additionalData = encoder.encode(`${id}|${kind}|${to}`);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, encoder.encode(JSON.stringify(body)));
  return toBase64(join(new Uint8Array([1]), mine, iv, new Uint8Array(box)));
}

export function newId() {
  const bytes = random(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// The id of a name within a namespace (RFC 9562, version 5): the same wherever it is made.
export async function idUnder(namespace, name) {
  const under = Uint8Array.from(namespace.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-1", join(under, encoder.encode(name)))).slice(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
