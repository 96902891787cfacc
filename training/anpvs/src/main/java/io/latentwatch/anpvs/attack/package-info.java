/** The attack inside training: where the input gradient of the weights of the moment comes from. */
package io.latentwatch.anpvs.attack;
