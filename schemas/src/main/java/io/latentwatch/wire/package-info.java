/**
 * How a record stands in a Kafka value: which bytes say what it was written with, single-object encoding or a schema registry's ids, and how records are
 * written and read again. Nothing here takes more memory or time than the bytes it is given warrant.
 */
package io.latentwatch.wire;
