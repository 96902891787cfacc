package io.latentwatch.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Ed25519 keys (RFC 8032) in PEM files, and what is done with them. {@code openssl pkey} reads and writes the same files. */
public final class SigningKeys {
    private static final String ALGORITHM = "Ed25519";

    private SigningKeys() {}

    public static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is part of Java 15 and later", e);
        }
    }

    /** Writes a private key (PKCS #8) that only its owner can read. An existing file is refused. */
    public static void writePrivate(PrivateKey key, Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()), StandardCharsets.US_ASCII);
    }

    /** Writes a public key (X.509 SubjectPublicKeyInfo). An existing file is refused. */
    public static void writePublic(PublicKey key, Path file) throws IOException {
        Files.writeString(
                file, pem("PUBLIC KEY", key.getEncoded()), StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
    }

    public static PrivateKey readPrivate(Path file) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(unpem("PRIVATE KEY", file)));
        } catch (GeneralSecurityException e) {
            throw notAKey("private", file, e);
        }
    }

    public static PublicKey readPublic(Path file) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(unpem("PUBLIC KEY", file)));
        } catch (GeneralSecurityException e) {
            throw notAKey("public", file, e);
        }
    }

    /** A public key as one line: the Base64 text between the lines of its PEM file. */
    public static String text(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /**
     * The public key that {@link #text} wrote.
     *
     * @throws BundleException if it is none
     */
    public static PublicKey publicKey(String text) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BundleException(
                    "'" + text + "' is not an Ed25519 public key (" + e.getMessage()
                            + "), expected the line between BEGIN and END in a .pub file of ./latentwatch keygen",
                    e);
        }
    }

    /** The 64 bytes of the signature. */
    static byte[] sign(byte[] message, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new BundleException(
                    "the manifest could not be signed: " + e.getMessage() + "; make a key with ./latentwatch keygen",
                    e);
        }
    }

    /** Whether one of the keys made the signature. */
    static boolean verify(byte[] message, byte[] signature, List<PublicKey> keys) {
        return keys.stream().anyMatch(key -> verify(message, signature, key));
    }

    private static boolean verify(byte[] message, byte[] signature, PublicKey key) {
        try {
            Signature verification = Signature.getInstance(ALGORITHM);
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a signature of another form is not a signature of ours
        }
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static byte[] unpem(String label, Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        if (!text.startsWith(begin) || !text.endsWith(end)) {
            throw new BundleException(file + ": expected a PEM file that begins with '" + begin
                    + "'; make one with ./latentwatch keygen");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(begin.length(), text.length() - end.length()));
        } catch (IllegalArgumentException e) {
            throw notAKey(label, file, e);
        }
    }

    private static BundleException notAKey(String which, Path file, Exception cause) {
        return new BundleException(
                file + ": not an Ed25519 " + which + " key (" + cause.getMessage()
                        + "); make a pair with ./latentwatch keygen",
                cause);
    }
}
