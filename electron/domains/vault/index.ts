export { createKeyInspector, type KeyInspectorOptions } from './inspection/client';
export type * from './ports';
