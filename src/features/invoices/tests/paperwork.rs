//! Arithmetic as it is done on paper: the oracle for what is worked out in whole minor units.

/// A decimal of any length, as it is worked out on paper: digits, the lowest first, and how many stand behind the point.
#[derive(Debug, Clone, PartialEq)]
pub struct Paperwork {
    negative: bool,
    digits: Vec<u8>,
    behind: usize,
}

impl Paperwork {
    pub fn of(value: i64, behind: usize) -> Paperwork {
        let digits = value.unsigned_abs().to_string();
        Paperwork {
            negative: value < 0,
            digits: digits.bytes().rev().map(|b| b - b'0').collect(),
            behind,
        }
    }

    /// Long multiplication.
    pub fn times(&self, other: &Paperwork) -> Paperwork {
        let mut sums = vec![0u32; self.digits.len() + other.digits.len() + 1];
        for (n, a) in self.digits.iter().enumerate() {
            for (m, b) in other.digits.iter().enumerate() {
                sums[n + m] += u32::from(*a) * u32::from(*b);
            }
        }
        let mut carry = 0;
        let mut digits = Vec::new();
        for sum in sums {
            let all = sum + carry;
            digits.push((all % 10) as u8);
            carry = all / 10;
        }
        assert_eq!(carry, 0);
        Paperwork {
            negative: self.negative != other.negative,
            digits,
            behind: self.behind + other.behind,
        }
    }

    /// To so many behind the point, halves away from zero.
    pub fn rounded(mut self, behind: usize) -> i64 {
        let mut up = false;
        while self.behind > behind {
            up = !self.digits.is_empty() && self.digits.remove(0) >= 5;
            self.behind -= 1;
        }
        let mut value = 0i128;
        for digit in self.digits.iter().rev() {
            value = value * 10 + i128::from(*digit);
        }
        value += i128::from(up);
        i64::try_from(if self.negative { -value } else { value }).unwrap()
    }
}
