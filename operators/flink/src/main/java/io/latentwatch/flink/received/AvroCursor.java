package io.latentwatch.flink.received;

import org.apache.avro.Schema;

/**
 * Walks over Avro's binary encoding without allocating anything, so that the lengths and counts of hostile bytes are known to be true
 * before Avro's own reader, which allocates what a length says and loops as often as a count says, sees them.
 */
final class AvroCursor {
    private static final int LONGEST_VARINT = 10;

    private final byte[] bytes;
    private int position;

    AvroCursor(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /** Steps over one value of the schema. */
    void skip(Schema schema) throws MalformedAvroException {
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
    Schema readBranch(Schema union) throws MalformedAvroException {
        if (union.getType() != Schema.Type.UNION) {
            return union;
        }
        return union.getTypes().get(readIndex(union.getTypes().size(), "branch"));
    }

    /** A zig-zag coded number. */
    long readLong() throws MalformedAvroException {
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
    static final class MalformedAvroException extends Exception {
        MalformedAvroException(String detail) {
            super(detail);
        }
    }
}
