/** See build-phone-script.mjs. */
export function buildPhoneScript(): Promise<{ path: string; contents: Uint8Array }>;
