/** What the paths of the service begin with that these pages came from: nothing, or those of one of its further catalogues. */
export const place = /^\/catalogues\/[a-z0-9-]+(?=\/|$)/.exec(window.location.pathname)?.[0] ?? '';

/** The name of that catalogue; empty for the default one. */
export const catalogue = place.split('/')[2] ?? '';
