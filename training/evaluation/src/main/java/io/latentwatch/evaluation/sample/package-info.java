/** Images as files of Avro records, as the demo and replay read them. */
package io.latentwatch.evaluation.sample;
