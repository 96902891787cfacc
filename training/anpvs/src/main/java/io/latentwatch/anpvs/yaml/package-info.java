/** What people write by hand: presets, protocols, networks. */
package io.latentwatch.anpvs.yaml;
