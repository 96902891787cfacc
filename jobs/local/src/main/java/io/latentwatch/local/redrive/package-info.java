/** Sends records that could not be judged again, once what kept them from it is mended. */
package io.latentwatch.local.redrive;
