/** The security rules of electronjs.org's checklist that are ours to keep: origin, CSP, permissions, navigation. */
import type { IpcMainInvokeEvent, Session, WebContents, WebFrameMain } from 'electron';

/** The renderer's origin. `app` is registered as a standard, secure scheme, so that 'self' in the CSP means it. */
export const ORIGIN = 'app://uniloom';

export const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Pages outside the app that a link may open in the user's browser. */
const EXTERNAL = new Set(['https://github.com', 'https://unikraft.org', 'https://wiki.osdev.org']);

export function mayOpenExternally(url: string): boolean {
  return URL.canParse(url) && EXTERNAL.has(new URL(url).origin);
}

/** Custom schemes have the origin 'null' in `URL`, so the prefix is compared. */
const isOurs = (url: string): boolean => url === ORIGIN || url.startsWith(`${ORIGIN}/`);

/** Only the top frame of our own pages may talk to the engine. */
export function isTrustedSender(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  const frame: WebFrameMain | null = event.senderFrame;
  return frame !== null && frame.parent === null && isOurs(frame.url);
}

/** Denies every permission but writing text to the clipboard from our own pages. */
export function restrictPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) => {
    decide(permission === 'clipboard-sanitized-write' && isOurs(contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'clipboard-sanitized-write' && isOurs(origin.replace(/\/$/, '')),
  );
}

/** No navigation away, no new windows; links outside go to the user's browser through an allow-list. */
export function restrictNavigation(contents: WebContents, openExternal: (url: string) => void): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenExternally(url)) openExternal(url);
    return { action: 'deny' };
  });
}
