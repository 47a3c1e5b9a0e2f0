import { readFileSync } from 'node:fs';

/** Clock ticks a second of the kernel's accounting; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** CPU seconds of all threads of a process so far, and its resident memory in bytes. Linux only. */
export function usage(pid: number): { readonly cpuSeconds: number; readonly residentBytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024,
  };
}
