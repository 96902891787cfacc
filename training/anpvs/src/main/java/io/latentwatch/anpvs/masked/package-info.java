/** A network and its masks while they are trained. */
package io.latentwatch.anpvs.masked;
