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

test('why a backend cannot be had, in Chinese', () => {
  expect(engineText('there is no /tmp/盘.img; `truncate -s 16M FILE` makes one')).toBe(
    '没有 /tmp/盘.img；可用 `truncate -s 16M FILE` 创建',
  );
  expect(engineText('there is no /tmp/www')).toBe('没有 /tmp/www');
  expect(engineText('/tmp/a b may not be written; add ,readonly to only read it')).toBe(
    '/tmp/a b 不可写；加上 ,readonly 则只读',
  );
  expect(engineText("there is no disk device 'x'; the image has blk0, blk1")).toBe(
    '没有名为“x”的 disk 设备；镜像中有 blk0, blk1',
  );
  expect(engineText("there is no disk device 'x'; the image has no disk device")).toBe('镜像中没有这类设备');
  expect(engineText('it is not [NAME=]FILE[,readonly]')).toBe('应写作 [NAME=]FILE[,readonly]');
  expect(engineText('it leads nowhere: the image has no network device with a user network')).toBe(
    '转发没有去处：镜像中没有使用用户网络的网络设备',
  );
});

test('what has no form stays as it is', () => {
  expect(engineText('something else: app has a main')).toBe('something else: app has a main');
});
