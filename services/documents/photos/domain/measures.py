"""What a photo's bytes, width and height say by themselves (A4.3 to A4.5); nobody has to look at it again."""

from fractions import Fraction
from math import ceil, floor

from services.documents.photos.domain.rules import Check, PhotoRule, size_in_words

UNMEASURED = "无法测量"
UNOPENED = "照片无法读取，这一项还不能检查。请先按“格式”一项的提示处理。"


def of_size(size: int, rule: PhotoRule) -> Check:
    """A4.3: how many bytes it has."""
    allowed = f"大于 {size_in_words(rule.min_bytes)}、小于 {size_in_words(rule.max_bytes)}"
    measured = f"{size / 1024:,.1f}KB（{size:,} 字节）"
    if size <= rule.min_bytes:
        message = f"文件太小：{measured}，应{allowed}。请使用原始照片，或以更高画质保存后重新上传。"
    elif size >= rule.max_bytes:
        message = f"文件太大：{measured}，应{allowed}。请适当缩小照片尺寸或降低保存画质后重新上传。"
    else:
        message = "文件大小符合要求。"
    ok = rule.min_bytes < size < rule.max_bytes
    return Check(rule="A4.3", ok=ok, measured=measured, allowed=allowed, message=message)


def of_pixels(width: int, height: int, rule: PhotoRule) -> Check:
    """A4.4: how wide and high it is; 0 of what could not be opened."""
    allowed = f"宽大于 {rule.min_width} 像素、高大于 {rule.min_height} 像素"
    if not width:
        return Check(rule="A4.4", ok=False, measured=UNMEASURED, allowed=allowed, message=UNOPENED)
    measured = f"宽 {width}、高 {height} 像素"
    ok = width > rule.min_width and height > rule.min_height
    message = (
        "照片尺寸符合要求。"
        if ok
        else f"照片尺寸太小：{measured}，应{allowed}。请使用更清晰的原始照片，不要用软件放大。"
    )
    return Check(rule="A4.4", ok=ok, measured=measured, allowed=allowed, message=message)


def of_ratio(width: int, height: int, rule: PhotoRule) -> Check:
    """A4.5: width over height, exactly."""
    allowed = f"宽 ÷ 高在 {float(rule.min_ratio):g} 至 {float(rule.max_ratio):g} 之间（含两端）"
    if not width:
        return Check(rule="A4.5", ok=False, measured=UNMEASURED, allowed=allowed, message=UNOPENED)
    ratio = Fraction(width, height)
    measured = f"{width} ÷ {height} ＝ {_shown(ratio, rule)}"
    if ratio < rule.min_ratio:
        message = f"照片太窄：{measured}，应{allowed}。请裁去上边或下边的一部分后重新上传，不要拉伸变形。"
    elif ratio > rule.max_ratio:
        message = f"照片太宽：{measured}，应{allowed}。请裁去左右两边的一部分后重新上传，不要拉伸变形。"
    else:
        message = "照片宽高比符合要求。"
    ok = rule.min_ratio <= ratio <= rule.max_ratio
    return Check(rule="A4.5", ok=ok, measured=measured, allowed=allowed, message=message)


def _shown(ratio: Fraction, rule: PhotoRule) -> str:
    """Four places, rounded so that a ratio outside the limits never looks like one inside."""
    places = 10_000
    if ratio < rule.min_ratio:
        return f"{floor(ratio * places) / places:.4f}"
    if ratio > rule.max_ratio:
        return f"{ceil(ratio * places) / places:.4f}"
    return f"{round(ratio * places) / places:.4f}"
