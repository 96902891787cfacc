/** What travels on the topics: classes generated from {@code src/main/avro}, and the schemas of older writers. */
package io.latentwatch.schemas;
