/** Single steps of an image's way under JMH: {@code ./latentwatch bench --micro}. */
package io.latentwatch.benchmarks.micro;
