/**
 * The shape of `uniloom.yaml`, in one place: what `yaml.ts` checks files against and what editors get as
 * `assets/schema/uniloom.schema.json`. Names and paths are refined in `validate.ts`, with codes of their own.
 */
import { z } from 'zod';

// Strict CSPs forbid the code generation that zod would otherwise try.
z.config({ jitless: true });

/** Names that stand for something else in port references. */
export const RESERVED_NAMES: readonly string[] = ['board', 'uniloom'];

const text = (max: number) => z.string().max(max);
const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,30}$/, 'must be a lower-case letter and up to 30 letters, digits or _')
  .meta({ description: 'A lower-case letter, then up to 30 lower-case letters, digits or underscores.' });
const portRef = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,30}\.[a-z][a-z0-9_]{0,30}$/, 'must be COMPONENT.PORT')
  .meta({ description: 'COMPONENT.PORT; board.PORT is a port of the target, GROUP.PORT one of a group.' });
const targetId = z
  .string()
  .max(64)
  .regex(/^[a-z0-9_]+(\/[a-z0-9_-]+)?$/, 'must be a target such as x86_64/microvm or host')
  .meta({ description: 'ARCHITECTURE/PLATFORM, or host.', examples: ['x86_64/microvm', 'x86_64/qemu-pc', 'host'] });
const targetPattern = z
  .string()
  .max(64)
  .regex(/^[a-z0-9_*]+(\/[a-z0-9_*-]+)?$/, 'must be a target, in which * stands for any part');
const microlib = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be the name of a microlib')
  .meta({ description: 'Name of a microlib of the catalog.' });
// Digits alone are refused: as a key of an object they would lose their place in the order.
const optionName = z.string().regex(/^(?!\d+$)[A-Za-z0-9_]{1,64}$/, 'must be the name of an option');
const optionValue = z.union([z.boolean(), z.number(), text(65_536)]);
const options = z.record(optionName, optionValue);
const parameters = z.record(optionName, z.union([optionValue, z.array(name).max(1000)]));
const label = text(200).meta({ description: 'Free text shown instead of the name.' });
const coordinate = z.number().min(-1e7).max(1e7);

const component = z.strictObject({
  microlib,
  options: options.optional().meta({ description: 'Values of the options in its Kconfig file.' }),
  sources: z
    .array(text(4096))
    .max(10_000)
    .optional()
    .meta({ description: "C files of this folder that stand in for the microlib's own." }),
  targets: z.array(targetPattern).max(100).optional().meta({ description: 'Targets it exists on; all when absent.' }),
  label: label.optional(),
});

const wire = z.strictObject({
  from: portRef.meta({ description: 'The port that requires.' }),
  to: portRef.meta({ description: 'The port that provides.' }),
  kind: z.enum(['direct', 'counted', 'traced', 'faulty', 'gated']).optional(),
  with: parameters.optional().meta({ description: 'Parameters of the kind.' }),
});

const group = z.strictObject({
  members: z.array(name).max(10_000),
  provides: z.record(name, portRef).optional(),
  requires: z.record(name, portRef).optional(),
  label: label.optional(),
});

const boot = z.strictObject({
  memory: z
    .string()
    .regex(/^[1-9][0-9]{0,12}[KMG]?$/, 'must be a size such as 512K, 4M or 1G')
    .optional()
    .meta({ description: 'Memory of the machine: 512K, 4M, 1G.' }),
  machine: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "must be the name of one of the target's machines")
    .optional()
    .meta({ description: "A variant of the target's machine, such as q35." }),
  arguments: z.array(text(4096)).max(1000).optional().meta({ description: "Passed to the guest's main." }),
  forwards: z.array(text(256)).max(1000).optional().meta({ description: 'Forwarded ports: [NAME:]tcp:8080:80.' }),
  rootfs: text(4096)
    .optional()
    .meta({ description: 'The folder whose files the image has at boot, as an archive in memory.' }),
  shares: z
    .array(text(4096))
    .max(100)
    .optional()
    .meta({ description: 'Folders shared with the guest: [NAME=]FOLDER[,readonly].' }),
  disks: z.array(text(4096)).max(100).optional().meta({ description: 'Disk images: [NAME=]FILE[,readonly].' }),
  nets: z
    .array(text(4096))
    .max(100)
    .optional()
    .meta({ description: 'Networks: [NAME=]user, socket:PATH, listen:PATH or tap:INTERFACE.' }),
});

const position = z.strictObject({ x: coordinate, y: coordinate });
const layout = z.strictObject({
  nodes: z.record(name, position).optional(),
  viewport: z.strictObject({ x: z.number(), y: z.number(), zoom: z.number().positive().max(100) }).optional(),
  frames: z
    .array(
      z.strictObject({
        title: text(200),
        x: coordinate,
        y: coordinate,
        width: z.number().min(0).max(1e7),
        height: z.number().min(0).max(1e7),
      }),
    )
    .max(10_000)
    .optional(),
});

/** The file as it may be written; `wires` and what follows it may be left out. */
export const compositionSchema = z
  .strictObject({
    uniloom: z.literal(1).meta({ description: 'Version of the format.' }),
    name: z
      .string()
      .min(1)
      .max(64)
      .regex(
        /^[^\s./\\:~][^/\\:\u0000-\u001f\u007f]*$/u,
        'must not start with a dot or hold / \\ : or control characters',
      ),
    targets: z.array(targetId).min(1).max(100).meta({ description: 'The first is the default.' }),
    components: z.record(name, component).optional().meta({ description: 'Instances of microlibs, by name.' }),
    wires: z.array(wire).max(100_000).optional().meta({ description: 'From a required port to a provided one.' }),
    groups: z.record(name, group).optional().meta({ description: 'Components that show as one node.' }),
    defaults: z
      .record(name, portRef)
      .optional()
      .meta({ description: 'Ambient API: the provider of its ports that have no wire.' }),
    boot: boot.optional(),
    layout: layout.optional().meta({ description: 'Where things stand on the canvas.' }),
  })
  .meta({ title: 'Uniloom composition' });

/** The schema that editors load, as the text of `assets/schema/uniloom.schema.json`. */
export function publishedSchema(): string {
  const schema = z.toJSONSchema(compositionSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
