/**
 * Runs `task` while no other window of this app runs one under the same name. Browsers without Web Locks run it at once:
 * the server answers a refresh token shown twice within its grace period with the same successor.
 */
export function exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (locks === undefined) return task();
  return locks.request(`halobuzz.${name}`, task).then((result) => result);
}
