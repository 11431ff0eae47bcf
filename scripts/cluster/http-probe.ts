const probeTimeoutMs = 2_000;

/** Whether this address answers with 200 now. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) });
  await response.body?.cancel();
  return response.status === 200;
}
