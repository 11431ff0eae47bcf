import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A shell that outlives this process for a moment: it reads `add <pid>` and `del <pid>` lines, and when its input
 * ends, which happens however this process dies (kill -9 too), it ends the process groups still on its list.
 * A shell, not Node, because it costs 1 MiB and not 45. Windows has no process groups: there it does nothing.
 */
const guardScript = `
trap '' INT HUP TERM
list=" "
while read -r verb pid; do
  case "$verb" in
    add) list="$list$pid " ;;
    del) list=$(printf '%s' "$list" | sed "s/ $pid / /") ;;
  esac
done
for pid in $list; do kill -s TERM -- "-$pid" 2>/dev/null; done
tries=0
while [ $tries -lt 50 ]; do
  alive=""
  for pid in $list; do kill -s 0 -- "-$pid" 2>/dev/null && alive=yes; done
  [ -z "$alive" ] && exit 0
  sleep 0.2
  tries=$((tries + 1))
done
for pid in $list; do kill -s KILL -- "-$pid" 2>/dev/null; done
`;

let guard: ChildProcess | null = null;
let watched = 0;

/** Has the guard end this process group should we die before it does. */
export function guardProcessGroup(pid: number): void {
  if (process.platform === 'win32') return;
  guard ??= startGuard();
  watched += 1;
  guard.stdin?.write(`add ${pid}\n`);
}

/** Takes a process group that has ended off the guard's list; the last one sends the guard home. */
export function unguardProcessGroup(pid: number): void {
  if (guard === null) return;
  guard.stdin?.write(`del ${pid}\n`);
  watched -= 1;
  if (watched > 0) return;
  guard.stdin?.end();
  guard = null;
}

function startGuard(): ChildProcess {
  const child = spawn('sh', ['-c', guardScript], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  // A guard that cannot start or dies costs only the protection, never the cluster.
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  child.unref();
  const stdin: unknown = child.stdin;
  if (typeof stdin === 'object' && stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function')
    stdin.unref();
  return child;
}
