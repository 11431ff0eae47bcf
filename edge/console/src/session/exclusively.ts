/**
 * Runs `task` while no window of this origin runs one under the same name. The web app takes the lock of the same name
 * for what changes the session's cookie. Browsers without Web Locks run it at once: the server answers a refresh token
 * shown twice within its grace period with the same successor.
 */
export function exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (locks === undefined) return task();
  return locks.request(`halobuzz.${name}`, task).then((result) => result);
}
