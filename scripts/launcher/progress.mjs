const tickMs = 250;

/**
 * One line that counts the seconds of a long step: rewritten in place on a terminal, printed at the start and the
 * end elsewhere. Returns the function that ends it; `false` leaves the end unsaid, for a step that failed.
 */
export function startProgress(text, stream = process.stderr) {
  const startedMs = Date.now();
  const seconds = () => `${((Date.now() - startedMs) / 1000).toFixed(0)} s`;
  if (!stream.isTTY) stream.write(`${text} …\n`);
  const timer = stream.isTTY ? setInterval(() => stream.write(`\r${text} … ${seconds()}`), tickMs) : null;
  return (succeeded) => {
    if (timer !== null) {
      clearInterval(timer);
      stream.write('\r\u001b[K');
    }
    if (succeeded) stream.write(`${text}: done in ${seconds()}\n`);
  };
}
