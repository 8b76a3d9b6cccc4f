/** React Flow's types for our nodes and wires. */
import type { Edge, Node } from '@xyflow/react';
import type { PortId } from '../state/ui.ts';
import type { NodeView, WireView } from './view.ts';

export type FlowNode = Node<{ readonly view: NodeView }, 'part'>;
export type FlowEdge = Edge<{ readonly view: WireView }, 'wire'>;

/** The port that a handle stands for: handles are named `requires:PORT` and `provides:PORT`. */
export function portOfHandle(node: string | null | undefined, handle: string | null | undefined): PortId | null {
  if (node == null || handle == null) return null;
  const at = handle.indexOf(':');
  const side = handle.slice(0, at);
  if (side !== 'requires' && side !== 'provides') return null;
  return { node, port: handle.slice(at + 1), side };
}
