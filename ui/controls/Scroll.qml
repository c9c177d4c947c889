import QtQuick
import Hearthboard

// A column of which a part is seen where it has no room: a finger, the wheel, the arrow keys, or the keyboard's way
// through what is in it bring the rest. A bar beside it says that there is more.
Item {
    id: root

    default property alias content: column.data
    // In the middle, where there is more room than it needs.
    property bool centered: true
    property alias spacing: column.spacing
    // How high all of it is.
    readonly property alias contentWish: column.implicitHeight
    readonly property bool overflows: flick.contentHeight > height
    readonly property Item focused: Window.activeFocusItem

    // Brings what has the keyboard into sight, if it is in here.
    function reveal() {
        let up = focused;
        while (up && up !== column)
            up = up.parent;
        if (!up)
            return;
        const top = column.mapFromItem(focused, 0, 0).y - Theme.unit;
        go(Math.min(top, Math.max(flick.contentY, top + focused.height + 2 * Theme.unit - height)));
    }
    function go(to) {
        flick.contentY = Math.max(0, Math.min(flick.contentHeight - height, to));
    }

    implicitWidth: column.implicitWidth
    implicitHeight: column.implicitHeight
    activeFocusOnTab: overflows
    onOverflowsChanged: go(flick.contentY)
    // Once all of it has its place.
    onHeightChanged: later.restart()
    onContentWishChanged: later.restart()
    onFocusedChanged: later.restart()
    Keys.onDownPressed: go(flick.contentY + 4 * Theme.fontBody)
    Keys.onUpPressed: go(flick.contentY - 4 * Theme.fontBody)

    Timer {
        id: later
        interval: 0
        onTriggered: root.reveal()
    }
    Flickable {
        id: flick
        anchors.fill: parent
        contentWidth: width
        contentHeight: Math.max(column.height, height)
        boundsBehavior: Flickable.StopAtBounds
        interactive: root.overflows
        clip: true

        Stack {
            id: column
            y: root.centered ? Math.round((flick.contentHeight - height) / 2) : 0
            width: flick.width
            spacing: Theme.gap
        }
    }
    Rectangle {
        visible: root.overflows
        anchors.left: flick.right
        anchors.leftMargin: Math.round(Theme.unit / 2)
        y: Math.round(flick.visibleArea.yPosition * root.height)
        width: Math.max(3, Math.round(Theme.unit / 2))
        height: Math.round(flick.visibleArea.heightRatio * root.height)
        radius: width / 2
        color: root.activeFocus ? Theme.price : Theme.textFaint
    }
}
