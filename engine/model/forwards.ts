/** How a forwarded port is spoken of. Pure: the command line and the app say the same. */

export interface ForwardPlace {
  readonly proto: 'tcp' | 'udp';
  readonly hostPort: number;
  readonly guestPort: number;
}

const SCHEMES: Readonly<Record<number, string>> = { 80: 'http', 8000: 'http', 8080: 'http', 443: 'https' };

/** `http://127.0.0.1:8080` where the guest's port is one of the web's, else null. */
export function forwardUrl({ proto, hostPort, guestPort }: ForwardPlace): string | null {
  const scheme = proto === 'tcp' ? SCHEMES[guestPort] : undefined;
  return scheme === undefined ? null : `${scheme}://127.0.0.1:${hostPort}`;
}

/** `http://127.0.0.1:8080`, `tcp 127.0.0.1:7`, `udp 127.0.0.1:53`. */
export const forwardText = (forward: ForwardPlace): string =>
  forwardUrl(forward) ?? `${forward.proto} 127.0.0.1:${forward.hostPort}`;
