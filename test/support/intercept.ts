import type { ChildHandle, Launch } from '../../electron/platform/process/wire';

type Listener = Parameters<ChildHandle['onMessage']>[0];

/** Starts the process as it is; what is sent to it, and what it tells, goes through these first. */
export const intercepted =
  (
    launch: Launch,
    {
      sent = (message) => message,
      told = (listener) => listener,
    }: {
      readonly sent?: (message: Parameters<ChildHandle['send']>[0]) => Parameters<ChildHandle['send']>[0];
      readonly told?: (listener: Listener) => Listener;
    },
  ): Launch =>
  () => {
    const child = launch();
    return {
      ...child,
      get pid() {
        return child.pid;
      },
      send: (message) => child.send(sent(message)),
      onMessage: (listener) => child.onMessage(told(listener)),
    };
  };
