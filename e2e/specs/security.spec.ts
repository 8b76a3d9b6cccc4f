/** What a script in the page could reach. */
import { expect, test } from '../test.ts';

test('the page has a strict policy, and scripts that are not ours do not run', async ({ open, violations }) => {
  const page = await open();
  const policy = await page.evaluate(async () => (await fetch(location.href)).headers.get('content-security-policy'));
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'self'( 'wasm-unsafe-eval')?;/);
  expect(policy).toContain("frame-ancestors 'none'");
  // Of what the page itself can see: the directive that was violated, and that the script did not run.
  const seen = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
        const script = document.createElement('script');
        script.textContent = 'document.title = "run"';
        document.head.append(script);
      }),
  );
  expect(seen).toBe('script-src-elem');
  expect(await page.title()).not.toBe('run');
  await expect.poll(() => violations.splice(0)).toHaveLength(1);
});
