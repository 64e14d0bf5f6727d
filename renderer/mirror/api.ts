import type { Answer, ChannelName, HoldfastApi, Request, Response } from '../../shared/contract/index';

declare global {
  interface Window {
    /** Put there by preload; missing only when preload itself failed. */
    readonly holdfast?: HoldfastApi;
  }
}

/** The only way out of this window. */
export function holdfast(): HoldfastApi | undefined {
  return window.holdfast;
}

/**
 * Asks main. Never rejects: a lost link is an ordinary failure with words an operator can act on. Whether the other
 * side did it is then unknown, so nothing is shown as done.
 */
export async function call<N extends ChannelName>(name: N, request: Request<N>): Promise<Answer<Response<N>>> {
  const api = holdfast();
  if (api === undefined) return lostLink;
  try {
    return await api.call(name, request);
  } catch {
    return lostLink;
  }
}

const lostLink = {
  ok: false,
  code: 'not-ready',
  message:
    'This window has lost its link to the rest of Holdfast. It is not known whether your request arrived. Quit and start Holdfast again; the guard cancels all working orders when it quits.',
  retry: true,
} as const;
