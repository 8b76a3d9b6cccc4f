import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import zh from '../locales/zh.json' with { type: 'json' };
import { engineText } from './engineText.ts';

beforeAll(async () => {
  await i18next.init({
    lng: 'zh',
    resources: { zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
});

test('reasons and titles in Chinese, each part after a colon by itself', () => {
  expect(engineText('app has a main')).toBe('app 有主程序');
  expect(engineText('app.heap needs alloc')).toBe('app.heap 需要 alloc');
  expect(engineText('app.heap needs alloc and is bound to bump.alloc')).toBe(
    'app.heap 需要 alloc，已绑定到 bump.alloc',
  );
  expect(engineText('it gets bump: the smallest that fits host')).toBe('使用 bump：适合 host 的最小选项');
  expect(engineText('it gets coop: none cannot do all that sched is for')).toBe(
    '使用 coop：none 不能完成 sched 的全部功能',
  );
  expect(engineText('board.sched takes sched where there is one: Gives each main a thread')).toBe(
    'board.sched 会使用已有的 sched：Gives each main a thread',
  );
  expect(engineText('board.console is there: nothing is added')).toBe('board.console 已存在：无需添加');
  expect(engineText('heap is tlsf: the answer to app.heap')).toBe('heap 使用 tlsf：对 app.heap 的选择');
  expect(
    engineText(
      'tcp port 8080 of the host is taken by another program, and the forward tcp:8080:80 wants it; 0 takes any free one',
    ),
  ).toBe('主机的 tcp 端口 8080 已被其他程序占用，而转发 tcp:8080:80 需要它；写 0 可使用任意空闲端口');
  expect(engineText('Add Run to completion as none')).toBe('添加 Run to completion，命名为 none');
});

test('what has no form stays as it is', () => {
  expect(engineText('something else: app has a main')).toBe('something else: app has a main');
});
