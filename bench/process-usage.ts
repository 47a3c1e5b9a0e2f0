import { readFileSync } from 'node:fs';

/** Clock ticks a second of the kernel's accounting; 100 on every Linux that Node runs on. */
const TICKS = 100;
/** Fields of `/proc/<pid>/stat` behind the name: user and system time, own and of children that have ended (proc(5)). */
const OWN = 11;
const CHILDREN = 13;

/** CPU seconds of all threads of a process so far, and its resident memory in bytes. Linux only. */
export function usage(pid: number): { readonly cpuSeconds: number; readonly residentBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpuSeconds: cpuOf(pid, OWN),
    residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024,
  };
}

/** CPU seconds of all children of this process that have ended, with what they had started themselves. Linux only. */
export function endedChildrenCpu(): number {
  return cpuOf(process.pid, CHILDREN);
}

function cpuOf(pid: number, first: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[first]) + Number(fields[first + 1])) / TICKS;
}
