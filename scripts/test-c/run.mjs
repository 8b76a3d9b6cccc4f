/** Runs one program to its end and keeps what it printed. */
import { spawn } from 'node:child_process';

const MAX_OUTPUT = 1 << 20;

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {number} timeoutMs it is killed after that
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ status: number | null, signal: string | null, timedOut: boolean, output: string }>}
 */
export function run(command, args, timeoutMs, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    let timedOut = false;
    const keep = (/** @type {string} */ chunk) => {
      if (output.length < MAX_OUTPUT) output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, timedOut, output });
    });
  });
}
