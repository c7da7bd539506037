"""The checks of a photo (A4.2 to A4.6): all of them, always, in order (A4.7)."""

from fractions import Fraction
from math import ceil, floor

from services.documents.photos.domain.rules import Check, PhotoRule, size_in_words
from services.documents.photos.imaging import background
from services.documents.photos.imaging.reading import Picture, read

UNMEASURED = "无法测量"
UNOPENED = "照片无法读取，这一项还不能检查。请先按“格式”一项的提示处理。"
STANDARD = PhotoRule()


def check_photo(data: bytes, rule: PhotoRule = STANDARD) -> tuple[Check, ...]:
    """Hold every rule against a file, whatever it is."""
    picture = read(data)
    return (
        _format(picture),
        _size(len(data), rule),
        _pixels(picture, rule),
        _ratio(picture, rule),
        _background(picture, rule),
    )


def _format(picture: Picture) -> Check:
    fault = picture.fault
    if picture.is_jpeg and fault:
        message = f"照片{fault}，不能使用。请用看图软件打开原照片，适当缩小，另存为普通 JPG 后重新上传。"
    elif not picture.is_jpeg:
        message = (
            f"文件不是 JPG 格式（实际为{picture.kind}），只改文件名没有用。"
            "请用看图软件打开照片，另存为 JPG 后重新上传。"
        )
    else:
        message = "文件是 JPG 格式。"
    return Check(
        rule="A4.2",
        ok=picture.is_jpeg and not fault,
        measured=f"{picture.kind}（{fault}）" if fault else picture.kind,
        allowed="完整的 JPEG 图片（JPG 或 JPEG）",
        message=message,
    )


def _size(size: int, rule: PhotoRule) -> Check:
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


def _pixels(picture: Picture, rule: PhotoRule) -> Check:
    allowed = f"宽大于 {rule.min_width} 像素、高大于 {rule.min_height} 像素"
    if not picture.width:
        return Check(rule="A4.4", ok=False, measured=UNMEASURED, allowed=allowed, message=UNOPENED)
    measured = f"宽 {picture.width}、高 {picture.height} 像素"
    ok = picture.width > rule.min_width and picture.height > rule.min_height
    message = (
        "照片尺寸符合要求。"
        if ok
        else f"照片尺寸太小：{measured}，应{allowed}。请使用更清晰的原始照片，不要用软件放大。"
    )
    return Check(rule="A4.4", ok=ok, measured=measured, allowed=allowed, message=message)


def _ratio(picture: Picture, rule: PhotoRule) -> Check:
    allowed = f"宽 ÷ 高在 {float(rule.min_ratio):g} 至 {float(rule.max_ratio):g} 之间（含两端）"
    if not picture.width:
        return Check(rule="A4.5", ok=False, measured=UNMEASURED, allowed=allowed, message=UNOPENED)
    ratio = Fraction(picture.width, picture.height)
    measured = f"{picture.width} ÷ {picture.height} ＝ {_shown(ratio, rule)}"
    if ratio < rule.min_ratio:
        message = f"照片太窄：{measured}，应{allowed}。请裁去上边或下边的一部分后重新上传，不要拉伸变形。"
    elif ratio > rule.max_ratio:
        message = f"照片太宽：{measured}，应{allowed}。请裁去左右两边的一部分后重新上传，不要拉伸变形。"
    else:
        message = "照片宽高比符合要求。"
    ok = rule.min_ratio <= ratio <= rule.max_ratio
    return Check(rule="A4.5", ok=ok, measured=measured, allowed=allowed, message=message)


def _background(picture: Picture, rule: PhotoRule) -> Check:
    allowed = (
        f"均匀的白色（左右两侧白色各不少于 {background.SIDE_SHARE:.0%}、"
        f"上边不少于 {background.TOP_SHARE:.0%}，明暗相差不超过 {background.SPREAD} 级）"
    )
    if picture.image is None:
        return Check(rule="A4.6", ok=False, measured=UNMEASURED, allowed=allowed, message=UNOPENED)
    if not rule.is_background_white:
        return Check(
            rule="A4.6", ok=True, measured="不作要求", allowed="不作要求", message="背景颜色不作要求。"
        )
    found = background.measure(picture.image)
    top, left, right = (floor(share * 100) for share in (found.top, found.left, found.right))
    measured = f"白色占上边 {top}%、左侧 {left}%、右侧 {right}%"
    if found.is_white:
        measured += f"，明暗相差 {ceil(found.spread)} 级"
    if not found.is_white:
        message = (
            f"背景不是白色（{found.colour}）：{measured}；"
            f"两侧应各不少于 {background.SIDE_SHARE:.0%}，上边应不少于 {background.TOP_SHARE:.0%}。"
            "请在白墙或白布前、光线充足处重新拍摄，或请照相馆换成白底。"
        )
    elif not found.is_even:
        message = f"背景深浅不均匀，有渐变、阴影或花纹：{measured}。请换成没有阴影的纯白背景后重新上传。"
    else:
        message = "背景为白色。"
    ok = found.is_white and found.is_even
    return Check(rule="A4.6", ok=ok, measured=measured, allowed=allowed, message=message)


def _shown(ratio: Fraction, rule: PhotoRule) -> str:
    """Four places, rounded so that a ratio outside the limits never looks like one inside."""
    places = 10_000
    if ratio < rule.min_ratio:
        return f"{floor(ratio * places) / places:.4f}"
    if ratio > rule.max_ratio:
        return f"{ceil(ratio * places) / places:.4f}"
    return f"{round(ratio * places) / places:.4f}"
