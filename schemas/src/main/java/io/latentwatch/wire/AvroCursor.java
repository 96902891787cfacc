package io.latentwatch.wire;

import org.apache.avro.Schema;

/**
 * Walks over Avro's binary encoding without allocating anything, so that the lengths and counts of hostile bytes are known to be true
 * before Avro's own reader, which allocates what a length says and loops as often as a count says, sees them. Where the writer's schema is hostile
 * as well, one that nests without end or whose values take no bytes, the walk ends at a depth, and after a number of values that grows with the bytes.
 */
public final class AvroCursor {
    private static final int LONGEST_VARINT = 10;
    private static final int MAX_DEPTH = 64;
    private static final int VALUES_A_BYTE = 16;
    private static final int VALUES_AT_LEAST = 4_096;

    private final byte[] bytes;
    private final long mostValues;
    private int position;
    private int depth;
    private long values;

    /** @param position of the first byte of what is walked over */
    public AvroCursor(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
        this.mostValues = VALUES_AT_LEAST + (long) VALUES_A_BYTE * bytes.length;
    }

    /** Steps over one value of the schema. */
    public void skip(Schema schema) throws MalformedAvroException {
        if (++values > mostValues) {
            throw new MalformedAvroException(
                    "more than " + mostValues + " values in " + bytes.length + " bytes; most of them take none");
        }
        if (++depth > MAX_DEPTH) {
            throw new MalformedAvroException("values nested deeper than " + MAX_DEPTH + " at byte " + position);
        }
        skipValue(schema);
        depth--;
    }

    private void skipValue(Schema schema) throws MalformedAvroException {
        switch (schema.getType()) {
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    skip(field.schema());
                }
            }
            case STRING, BYTES -> step(readLong(), "length");
            case INT, LONG -> readLong();
            case ENUM -> readIndex(schema.getEnumSymbols().size(), "symbol");
            case UNION -> skip(readBranch(schema));
            case MAP -> skipBlocks(schema.getValueType(), true);
            case ARRAY -> skipBlocks(schema.getElementType(), false);
            case BOOLEAN -> step(1, "boolean");
            case FLOAT -> step(Float.BYTES, "float");
            case DOUBLE -> step(Double.BYTES, "double");
            case FIXED -> step(schema.getFixedSize(), "fixed");
            case NULL -> {}
        }
    }

    /** The schema of what follows: a union's branch, or the schema itself where it is no union. */
    public Schema readBranch(Schema union) throws MalformedAvroException {
        if (union.getType() != Schema.Type.UNION) {
            return union;
        }
        return union.getTypes().get(readIndex(union.getTypes().size(), "branch"));
    }

    /** A zig-zag coded number. */
    public long readLong() throws MalformedAvroException {
        long zigzag = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            step(1, "number");
            byte next = bytes[position - 1];
            zigzag |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new MalformedAvroException("a number of more than " + LONGEST_VARINT + " bytes ends at byte " + position);
    }

    private int readIndex(int size, String what) throws MalformedAvroException {
        long index = readLong();
        if (index < 0 || index >= size) {
            throw new MalformedAvroException(
                    what + " " + index + " before byte " + position + ", expected 0 to " + (size - 1));
        }
        return (int) index;
    }

    private void skipBlocks(Schema item, boolean keyed) throws MalformedAvroException {
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count < 0) {
                readLong(); // the block's size in bytes, which the items tell as well
                count = -count;
            }
            if (count < 0 || count > bytes.length - position) {
                throw new MalformedAvroException("a block of " + count + " items before byte " + position
                        + ", but only " + (bytes.length - position) + " bytes follow");
            }
            for (long i = 0; i < count; i++) {
                if (keyed) {
                    step(readLong(), "length");
                }
                skip(item);
            }
        }
    }

    private void step(long length, String what) throws MalformedAvroException {
        if (length < 0 || length > bytes.length - position) {
            throw new MalformedAvroException(what + " of " + length + " bytes at byte " + position + ", but only "
                    + (bytes.length - position) + " follow");
        }
        position += (int) length;
    }

    /** The bytes do not follow the schema. */
    public static final class MalformedAvroException extends Exception {
        MalformedAvroException(String detail) {
            super(detail);
        }
    }
}
