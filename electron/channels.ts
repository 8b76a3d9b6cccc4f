/** The IPC channels between main and preload. */

export const CALL = 'uniloom:call';
export const PUSH = 'uniloom:push';
export const MENU = 'uniloom:menu';
