import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { publishedSchema } from './schema.ts';

const FILE = join(import.meta.dirname, '../../assets/schema/uniloom.schema.json');

it('is published for editors as it is (UPDATE_SCHEMA=1 writes it)', () => {
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(FILE, publishedSchema());
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(publishedSchema()));
});
