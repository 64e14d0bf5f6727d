import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { HaltRail } from '../features/halt/halt-rail';
import { ScreenBoundary } from './screen-boundary';
import { Shell } from './shell';
import { cssVariables, theme } from './theme';

const colorSchemes = localStorageColorSchemeManager({ key: 'holdfast-theme' });
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** The whole window but for the halt button, which stands on its own (features/halt/halt-button.ts). */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="dark"
      getStyleNonce={() => nonce}
      withGlobalClasses={false}
    >
      <ScreenBoundary name="The window">
        <Shell />
      </ScreenBoundary>
      <ScreenBoundary name="The halt rail" quiet>
        <HaltRail />
      </ScreenBoundary>
    </MantineProvider>
  );
}
