/** What the job runs with: its options, one object each, how they are read, what is wrong with them, how they are shown. */
package io.latentwatch.monitoring.configuration;
