/**
 * Script for the page: chooses a theme as the switch in the shell does, also on a screen that has lost its switch. The
 * component library takes the stored choice over when another window tells it by a storage event.
 * @param {'dark' | 'light'} theme
 * @returns {string}
 */
export function chooseTheme(theme) {
  return `(() => {
    localStorage.setItem('holdfast-theme', '${theme}');
    const told = { key: 'holdfast-theme', newValue: '${theme}', storageArea: localStorage };
    window.dispatchEvent(new StorageEvent('storage', told));
  })()`;
}
