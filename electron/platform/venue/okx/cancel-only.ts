import type { OpenCancelOnly } from '../cancel-setup';
export const openOkx: OpenCancelOnly = () => {
  throw new Error('not yet');
};
