/** Sends the images of a set to Kafka, at a pace. */
package io.latentwatch.local.replay;
