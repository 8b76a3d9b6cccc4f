import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../test.ts';

test('large', async ({ start, folders }) => {
  const components = Array.from({ length: 1000 }, (_, at) => `  c${at}: { microlib: ns16550 }`);
  const file = join(folders.workspace, 'uniloom.yaml');
  writeFileSync(
    file,
    `uniloom: 1\nname: large\ntargets: [x86_64/microvm]\ncomponents:\n${components.slice(0, 300).join('\n')}\n`,
  );
  const { page } = await start([]);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: 1000 });
  await cdp.send('Profiler.start');
  await page.evaluate((f) => sessionStorage.setItem('uniloom.open', f), file);
  await page.reload({ waitUntil: 'commit' });
  await page.waitForTimeout(40000);
  const { profile } = await cdp.send('Profiler.stop');
  const self = new Map<string, number>();
  const byId = new Map(profile.nodes.map((n) => [n.id, n]));
  const dt = profile.timeDeltas!;
  profile.samples!.forEach((id, i) => {
    const n = byId.get(id)!;
    const k =
      n.callFrame.functionName +
      ' ' +
      n.callFrame.url.split('/').pop() +
      ':' +
      n.callFrame.lineNumber +
      ':' +
      n.callFrame.columnNumber;
    self.set(k, (self.get(k) ?? 0) + dt[i]! / 1000);
  });
  console.log(
    [...self]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 14)
      .map(([k, v]) => v.toFixed(0) + ' ' + k)
      .join('\n'),
  );
});
