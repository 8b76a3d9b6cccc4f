/** Shapes of devices in manifests and boards (docs/formats.md). */
import { z } from 'zod';
import { name } from './shapes.ts';

/** An expression of a microlib's options. */
export const condition = z
  .string()
  .max(500)
  .regex(/^[A-Za-z0-9_ &|!()=<>"-]+$/, 'not an expression of options')
  .optional();

export const optionName = z.string().regex(/^[A-Z][A-Z0-9_]{0,62}$/, 'not an option name');

/** `NAME=VALUE` as QEMU reads it; the value may be empty. */
const property = z.string().regex(/^[\w.={}:-]{1,200}$/, 'not a property of a device');

export const deviceShape = z
  .object({
    type: name,
    bus: name,
    backend: z.enum(['net', 'disk', 'share', 'entropy', 'console', 'none']),
    match: z
      .array(z.object({ by: name, option: optionName, if: condition }).strict())
      .max(10)
      .default([]),
    qemu: z
      .array(
        z
          .object({
            device: z.string().regex(/^[a-z0-9{}-]{1,60}$/, 'not the name of a device'),
            properties: z
              .array(
                z.union([
                  property.transform((text) => ({ property: text })),
                  z.object({ property, if: condition }).strict(),
                ]),
              )
              .max(50)
              .default([]),
          })
          .strict(),
      )
      .max(10)
      .default([]),
    option: optionName.optional(),
  })
  .strict();

export const busShape = z
  .object({
    suffix: z.string().regex(/^[a-z]+$/),
    slot: property,
    first: z.number().int().min(0),
    last: z.number().int().min(0).max(1000),
    properties: z.array(property).default([]),
    args: z.array(z.string().min(1).max(200)).default([]),
  })
  .strict();
