import type { OpenCancelOnly } from '../cancel-setup';
export const openBybit: OpenCancelOnly = () => {
  throw new Error('not yet');
};
