import { expect, it } from 'vitest';
import { judge } from './outcome.ts';

const facts = {
  exitStatus: null,
  panic: null,
  backtrace: [],
  missed: null,
  timedOutAfterMs: null,
  cancelled: false,
  messages: '',
  code: 1,
  signal: null,
};
const said = (messages: string) =>
  judge({ ...facts, messages }).diagnostics.map(({ code, message }) => `${code} ${message}`);

it('names the device of which QEMU refuses the backend', () => {
  expect(
    said(
      'qemu-system-x86_64: -blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=/d.img: Failed to get "write" lock\nIs another process using the image [/d.img]?',
    ),
  ).toEqual(["UL0414 'disk0' cannot have its backend: the file is in use by another machine"]);
  expect(
    said(
      "qemu-system-x86_64: -netdev user,id=net0,hostfwd=tcp:127.0.0.1:80-:80: Could not set up host forwarding rule 'tcp:127.0.0.1:80-:80'",
    ),
  ).toEqual(["UL0414 'net0' cannot have its backend: a port of the host is taken"]);
  expect(said('qemu-system-x86_64: -fsdev local,id=share0,path=/x,security_model=none: cannot open')).toEqual([
    "UL0414 'share0' cannot have its backend: its file or folder cannot be had",
  ]);
  expect(said('something else')).toEqual(['UL0402 The machine stopped without an exit record']);
});
