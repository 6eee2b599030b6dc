package dev.sluice.plugin.rate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Makes keys. Names are hashed with a secret: nobody outside can choose two that collide, and a
 * table of names is as small as one of addresses.
 */
final class Keys {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long UNSIGNED_INT = 0xffff_ffffL;
  private static final long MAPPED = 0xffffL << 32;
  private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  private final long first;
  private final long second;

  Keys() {
    SecureRandom random = new SecureRandom();
    first = random.nextLong();
    second = random.nextLong();
  }

  /** The network of so many bits that an address lies in; an IPv4 address is the mapped one. */
  static Key network(InetAddress address, int v4, int v6) {
    byte[] octets = address.getAddress();
    if (address instanceof Inet4Address) {
      return new Key(0, MAPPED | (((int) INT.get(octets, 0) & UNSIGNED_INT) & mask(v4 + 32)));
    }
    long high = (long) LONG.get(octets, 0);
    long low = (long) LONG.get(octets, 8);
    return new Key(high & mask(v6), low & mask(v6 - 64));
  }

  /** The first bits of 64. */
  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  /** A name. That two have the same key is as good as impossible. */
  Key name(String name) {
    return new Key(hash(name, first), hash(name, second));
  }

  private static long hash(String name, long secret) {
    long hash = secret;
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash ^ name.charAt(i));
    }
    return mix(hash + name.length());
  }

  /** A number that tells nothing of the key to who does not know the secret. */
  long scatter(long high, long low) {
    return mix((mix(high ^ first) + low) ^ second);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * FACTOR;
    mixed = (mixed ^ (mixed >>> 29)) * FACTOR;
    return mixed ^ (mixed >>> 32);
  }
}
