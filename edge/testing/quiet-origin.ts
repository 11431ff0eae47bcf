/**
 * Set up before each test file: an origin that takes everything. The objects of earlier tests live on, and what they still have
 * to report must go somewhere: without it they retry twice a second for as long as the file runs. Tests that look at the origin put a fake one in front (fake-origin.ts).
 */
const takesEverything: typeof fetch = async (input, init) => {
  const { host } = new URL(new Request(input, init).url);
  if (host !== 'origin.test') throw new Error(`no such host in tests: ${host}`);
  return Response.json({ success: true, data: {} });
};

globalThis.fetch = takesEverything;
